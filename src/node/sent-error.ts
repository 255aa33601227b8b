import { InputError, show } from '../core/input-error.ts';

/** What was thrown in another thread, as plain data: a thread's messages keep no classes. */
export type SentError =
  | { readonly kind: 'input'; readonly subject: string; readonly expectation: string; readonly received?: string }
  | { readonly kind: 'other'; readonly name: string; readonly message: string; readonly stack: string };

/** Makes anything that was thrown ready to be sent. */
export function sentError(error: unknown): SentError {
  if (error instanceof InputError) {
    const { subject, expectation, received } = error;
    return { kind: 'input', subject, expectation, ...(received !== undefined && { received }) };
  }
  if (error instanceof Error) {
    return { kind: 'other', name: error.name, message: error.message, stack: error.stack ?? error.message };
  }
  return { kind: 'other', name: 'Error', message: show(error), stack: show(error) };
}

/** The error that was sent, with the stack that it had where it was thrown. */
export function receivedError(sent: SentError): Error {
  if (sent.kind === 'input') return new InputError(sent.subject, sent.expectation, sent.received);
  const error = new Error(sent.message);
  return Object.assign(error, { name: sent.name, stack: sent.stack });
}
