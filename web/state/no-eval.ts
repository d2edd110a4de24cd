import { config } from "zod";

/** zod compiles schemas with `new Function` where it may. The page's security policy says no, and need not be asked. */
config({ jitless: true });
