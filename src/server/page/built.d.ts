/** What `npm run build` makes of src/ui: the document, and each file that it loads by its name. */
declare module '#page' {
  export const document: string;
  export const assets: Readonly<Record<string, { readonly type: string; readonly gzip: string }>>;
}
