/** The light room is for reading, the viewing room for judging photos. Compare opens dark; what the user chose is kept. */

export type Room = "light" | "viewing";

const key = (screen: string) => `likeness.room.${screen === "compare" ? "compare" : "all"}`;

export function roomFor(screen: string): Room {
  if (screen.startsWith("consent") || screen === "sign-in") return "light";
  const kept = localStorage.getItem(key(screen));
  if (kept === "light" || kept === "viewing") return kept;
  return screen === "compare" ? "viewing" : "light";
}

export function enterRoom(room: Room): void {
  document.documentElement.dataset["room"] = room;
}

export function switchRoom(screen: string): void {
  const next: Room = roomFor(screen) === "light" ? "viewing" : "light";
  localStorage.setItem(key(screen), next);
  enterRoom(next);
  window.dispatchEvent(new Event("room"));
}
