/** Where partners find pages of theirs. */
export const partnerPrefix = '/partners/';
/** Where they register an app. */
export const registrationFormPath = `${partnerPrefix}register`;
