import { type Rule, type Rules, required, unbroadcast } from './rule.ts';

/** As tfjs does, and undoes the broadcasting of batch axes, at which tfjs fails. */
const matMul: Rule = (stock) => ({
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, saved, attrs) => {
    const [a, b] = saved;
    const gradients = required(stock).gradFunc(dy, saved, attrs);
    return Object.fromEntries(
      Object.entries({ a, b }).map(([name, input]) => [
        name,
        () => unbroadcast((gradients[name] as () => NonNullable<typeof input>)(), input?.shape ?? []),
      ]),
    );
  },
});

/** Matrix products. `fused.matMul` is made of them under a tape. */
export const matrices = { BatchMatMul: matMul } as const satisfies Rules;
