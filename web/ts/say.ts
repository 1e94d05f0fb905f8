// The live region: what a screen reader speaks. Two messages at once are one
// text, so that the second does not swallow the first.
let waiting: string[] = [];

export function say(text: string): void {
  const region = document.getElementById("announce");
  if (!region || !text) return;
  if (!waiting.length) setTimeout(() => {
    const p = document.createElement("p");
    p.textContent = waiting.join(". ");
    waiting = [];
    region.replaceChildren(p);
  }, 150);
  waiting.push(text);
}
