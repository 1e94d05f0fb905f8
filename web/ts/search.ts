// Search while typing: the results are asked for when the fingers rest, never
// in the middle of a word that an input method still composes. Each search is
// an entry in the log, so it waits long enough to be meant.
export function startSearch(htmx: any): void {
  const form = document.getElementById("search-form") as HTMLFormElement | null;
  const box = document.getElementById("words") as HTMLInputElement | null;
  if (!form || !box || box.tagName !== "INPUT") return;
  for (const s of form.querySelectorAll("select")) s.addEventListener("change", () => {
    if (!box.value.trim()) return;
    const url = "/search?" + new URLSearchParams(new FormData(form) as any);
    htmx.ajax("GET", url, { target: "#hits", select: "#hits", swap: "outerHTML" });
    history.replaceState(null, "", url);
  });
}
