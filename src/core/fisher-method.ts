/** How Fisher-vector products are computed: E[Jᵀ Fω J v], or the Hessian of the mean KL. Both are the same matrix. */
export const fisherMethods = ['gauss-newton', 'hessian'] as const;

export type FisherMethod = (typeof fisherMethods)[number];
