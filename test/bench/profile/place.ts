/** The room of ours, the package, or the part of Node that a script belongs to. */
export function placeOf(url: string): string {
  if (url === '') return 'native';
  if (url.startsWith('node:')) return `node (${url.slice(5).split('/').slice(0, 2).join('/')})`;
  const inPackage = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
  if (inPackage?.[1] !== undefined) return inPackage[1];
  const ours = /\/(src\/(?:consent\/door|gateway\/plugins|graphql\/kit|[^/]+))/.exec(url);
  return ours?.[1] ?? url;
}
