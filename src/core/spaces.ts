export * from './spaces/action-mask.ts';
export * from './spaces/contains.ts';
export * from './spaces/create.ts';
export * from './spaces/describe.ts';
export * from './spaces/flatten.ts';
export * from './spaces/sample.ts';
export * from './spaces/space.ts';
