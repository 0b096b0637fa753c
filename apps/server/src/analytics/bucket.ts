/** How often a key occurs. */
export type Bucket = { readonly key: string; readonly count: number }
