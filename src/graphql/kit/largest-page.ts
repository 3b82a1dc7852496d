/** How many objects one page may hold, and how many ids one list of them. */
export const largestPage = 100;
