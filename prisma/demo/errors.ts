/** The generator was asked for something it cannot make; the message says what, and how to mend it. */
export class DemoWorldError extends Error {
  override readonly name = 'DemoWorldError';
}
