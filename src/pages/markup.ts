import { createElement, type ReactNode } from 'react';

/** Writes an element; Node runs our sources as they are, so there is no JSX. */
export const h = createElement;

/** What stands for an element's content, or nothing. */
export type Content = ReactNode;
