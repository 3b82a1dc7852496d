/** Where a member's settings are. */
export const settingsPath = '/account/settings/';

/** What was just done, as the page of the settings says it. */
export const settingsDone = ['language', 'password', 'emailSent', 'email'] as const;
export type SettingsDone = (typeof settingsDone)[number];

/** To the settings, with a word of what was done. */
export const doneAt = (done: SettingsDone): string => `${settingsPath}?done=${done}`;
