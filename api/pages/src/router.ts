/** Where the reader is: the address bar holds all of it, so that every screen can be linked to and gone back to. */

export interface Place { screen: string; params: Record<string, string>; query: URLSearchParams }

const SCREENS: [string, RegExp, string[]][] = [
  ["sign-in", /^\/sign-in$/, []],
  ["patients", /^\/(?:patients)?$/, []],
  ["timeline", /^\/patients\/([^/]+)$/, ["patient"]],
  ["sessions", /^\/patients\/([^/]+)\/sessions$/, ["patient"]],
  ["treatments", /^\/patients\/([^/]+)\/treatments$/, ["patient"]],
  ["upload", /^\/patients\/([^/]+)\/upload$/, ["patient"]],
  ["consent", /^\/patients\/([^/]+)\/consent$/, ["patient"]],
  ["consent-give", /^\/patients\/([^/]+)\/consent\/give$/, ["patient"]],
  ["compare", /^\/patients\/([^/]+)\/compare\/([^/]+)$/, ["patient", "comparison"]],
  ["portfolio", /^\/portfolio$/, []],
  ["audit", /^\/audit$/, []],
  ["settings", /^\/settings$/, []],
];

export function placeOf(path: string, search: string): Place {
  const query = new URLSearchParams(search);
  for (const [screen, pattern, names] of SCREENS) {
    const match = pattern.exec(path);
    if (match) return { screen, params: Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(match[i + 1] ?? "")])), query };
  }
  return { screen: "nowhere", params: {}, query };
}

export function here(): Place {
  return placeOf(location.pathname, location.search);
}

/** Go to an address inside the pages. `replace` keeps the back button useful for what was only a choice on the same screen. */
export function go(address: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  window.dispatchEvent(new Event("place"));
}

/** The present address with some of its query changed; null takes one out. */
export function withQuery(changes: Record<string, string | null>): string {
  const query = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(changes)) {
    if (value) query.set(key, value);
    else query.delete(key);
  }
  const text = query.toString();
  return location.pathname + (text ? `?${text}` : "");
}

/** Plain links stay links: this takes the click of a same-origin one and moves without loading the page again. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.composedPath().find((node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement);
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin || link.pathname.startsWith("/api/")) return;
  event.preventDefault();
  go(link.pathname + link.search);
}
