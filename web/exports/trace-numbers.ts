import { z } from "zod";

/** The end of the year 9999, ms since 1970: dates beyond it have no form that all can read. */
const LATEST = Date.UTC(10_000, 0) - 1;

const when = "expected ms since 1970, before the year 10000";
export const moment = z.number(when).min(0, when).max(LATEST, when);
export const ms = z.number("expected ms").min(-LATEST, "expected ms").max(LATEST, "expected ms");
export const count = z.int("expected a count").min(0, "expected a count");
export const connection = z.int("expected a connection's number").min(1, "expected a connection's number");
export const port = z.int("expected a port").min(0, "expected a port").max(65_535, "expected a port");
