/** What the pages say on which members register and get a new password. */
export type RegistrationWords = {
  readonly createAccount: string;
  readonly forgotten: string;
  readonly errors: (count: number) => string;
  readonly wait: (seconds: number) => string;
  readonly trouble: { readonly title: string; readonly text: string };
  readonly who: {
    readonly title: string;
    readonly lead: string;
    readonly number: string;
    readonly numberHint: string;
    readonly or: string;
    readonly socialSecurity: string;
    readonly socialSecurityHint: string;
    readonly birthDate: string;
    readonly familyName: string;
    readonly familyNameHint: string;
    readonly haveAccount: string;
    readonly notFound: string;
    readonly early: (from: string) => string;
    readonly over: string;
    readonly missing: {
      readonly number: string;
      readonly socialSecurity: string;
      readonly birthDate: string;
      readonly familyName: string;
    };
  };
  readonly account: {
    readonly title: string;
    readonly lead: string;
    readonly userName: string;
    readonly userNameHint: string;
    readonly password: string;
    readonly passwordHint: string;
    readonly passwordAgain: string;
    readonly email: string;
    readonly emailHint: string;
    readonly language: string;
    readonly submit: string;
    readonly wrong: {
      readonly userName: string;
      readonly userNameTaken: string;
      readonly email: string;
    };
  };
  readonly password: {
    readonly TOO_SHORT: string;
    readonly TOO_LONG: string;
    readonly PERSONAL: string;
    readonly COMMON: string;
    readonly different: string;
  };
  readonly sent: {
    readonly title: string;
    readonly lead: (email: string) => string;
    readonly next: string;
    readonly nothing: string;
    readonly anew: string;
    readonly again: string;
    readonly sentAgain: string;
  };
  readonly verify: {
    readonly title: string;
    readonly lead: (userName: string) => string;
    readonly notYou: string;
    readonly submit: string;
    readonly doneTitle: string;
    readonly done: string;
    readonly goOn: string;
    readonly otherBrowser: string;
    readonly signIn: string;
    readonly goneTitle: string;
    readonly gone: string;
    readonly registerAnew: string;
  };
  readonly reset: {
    readonly title: string;
    readonly lead: string;
    readonly userNameOrEmail: string;
    readonly missing: string;
    readonly submit: string;
    readonly sentTitle: string;
    readonly sent: string;
    readonly chooseTitle: string;
    readonly chooseLead: (userName: string) => string;
    /** Where the account has its former address again by it. */
    readonly restores: (email: string) => string;
    readonly chooseSubmit: string;
    readonly doneTitle: string;
    readonly done: string;
    readonly gone: string;
    readonly restoreGone: string;
    readonly askAnew: string;
  };
};
