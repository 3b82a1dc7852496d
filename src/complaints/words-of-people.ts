/** A complaint or an answer is not longer, characters. */
export const longestWords = 5_000;

/** Forms send line ends as two characters; nobody typed the second. */
export const tidyWords = (given: string): string => given.replaceAll('\r\n', '\n').trim();
