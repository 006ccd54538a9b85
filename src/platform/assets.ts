/** Reads a JSON file of the site's own assets, by its path. Read once per isolate; the value is shared: nobody changes it. */
export type ReadAsset = (path: string) => Promise<unknown>;

/** What is used of the binding, spelled out so that commands of Node can read this file too. */
type Assets = { fetch: (url: string) => Promise<{ ok: boolean; status: number; json: () => Promise<unknown> }> };

/** The files of the assets binding. Throws for one that is not there: what the site needs is built with it. */
export function assetReader(assets: Assets): ReadAsset {
  const known = new Map<string, Promise<unknown>>();
  const read = async (path: string): Promise<unknown> => {
    const answer = await assets.fetch(`https://assets.local${path}`);
    if (!answer.ok) {
      throw new Error(`asset ${path}: ${answer.status}`);
    }
    return answer.json();
  };
  return (path) => {
    const found = known.get(path) ?? read(path);
    known.set(path, found);
    found.catch(() => known.delete(path));
    return found;
  };
}
