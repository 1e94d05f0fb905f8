// After signing out on a browser that wakes an officer. There the node does not say
// Clear-Site-Data for the storage, because the worker, which is called when a push
// comes, would go with it. The worker wipes what is kept; this page does it once
// more, for one that no worker watched.
import { wipe } from "./device";

sessionStorage.clear();
wipe().catch((e: unknown) => console.warn("left", e));
