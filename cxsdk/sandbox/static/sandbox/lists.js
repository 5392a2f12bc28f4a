/** Pages with nothing but menus. */

import { tameDrops } from "./drops.js";

tameDrops();
