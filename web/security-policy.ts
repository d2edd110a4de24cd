import { config } from "zod";

// The page's security policy forbids making code from text, and zod would try. Imported before any schema is made.
config({ jitless: true });
