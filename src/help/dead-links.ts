/** A page as it is served: its path and its HTML. */
export type Served = { path: string; html: string };

/**
 * Links of still pages that lead nowhere, by page: `/page#anchor` to a page without it, or a path that neither these
 * pages nor the site answers. `isOfSite` knows the paths of the site.
 */
export function deadLinks(pages: readonly Served[], isOfSite: (path: string) => boolean): string[] {
  const anchors = new Map(pages.map(({ path, html }) => [path, new Set(all(html, / id="([^"]+)"/g))]));
  return pages.flatMap(({ path, html }) =>
    all(html, /<(?:a|link) [^>]*href="([/#][^"]*)"/g)
      .filter((href) => {
        const [target = "", anchor = ""] = href.split("#");
        const to = target === "" ? path : target.replace(/\?.*/, "");
        const known = anchors.get(to);
        return known === undefined ? !isOfSite(to) : anchor !== "" && !known.has(anchor);
      })
      .map((href) => `${path}: dead link ${href}`),
  );
}

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = ""]) => found);
