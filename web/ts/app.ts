// What every page loads: htmx for links and forms that say so, clocks, live
// updates, keys, palette. A page works without any of it.
import htmx from "htmx.org/dist/htmx.esm.js";
import { startClocks } from "./clock";
import { startKeys } from "./keys";
import { startLive } from "./live";
import { startPalette } from "./palette";
import { startQueue } from "./queue";
import { startSearch } from "./search";

(window as any).htmx = htmx;

startClocks();
startKeys();
startPalette();
startQueue();
startSearch(htmx);
if (document.getElementById("link")) startLive();

// What is written while the node is away is kept on the device: loaded last.
const device = document.documentElement.dataset.device;
if (device && "serviceWorker" in navigator) addEventListener("load", () => {
  const s = document.createElement("script");
  s.src = device;
  document.head.append(s);
});

// A page that comes back from the browser's memory may be old.
addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
