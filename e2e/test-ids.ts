/**
 * Test ids that stay as they are, for `page.getByTestId(…)`, each with what it marks. In braces stands what varies:
 * `lane-{transport}` is `lane-sse` and its three siblings.
 */
export const TEST_IDS = {
  session: "the name under which the server counts this page's bytes",
  start: "begins a run; there while none goes on",
  stop: "ends the run; there while one goes on",
  pause: "lets the counter rest, or go on",
  reset: "counts from zero again",
  "show-{part}": "whether that part of the page is seen",
  "take-defaults": "leaves a link that was refused",

  "lane-{transport}": "a row of the ladder; its data- attributes are the exact figures",
  "value-{transport}": "the newest value that the lane has shown",
  "state-{transport}": "what the lane is doing, in words",
  "increment-{transport}": "sends +1 up the lane's own way",
  "staleness-{transport}": "publication to arrival, in the browser",
  "requests-{transport}": "requests for each delivered message",
  "bytes-{transport}": "bytes for each delivered message, payload and overhead",
  "missed-{transport}": "messages that never came, though later ones did",

  network: "how the network stands, in words",
  "act-{act}": "does it once, to all connections that are open",
  "filter-{port}": "the Wireshark filter of a lane's port, or of all",
  "bytes-agreed": "network and server, and whether they count the same bytes",
  aftermath: "what each incident meant for each lane, as a table",
  disagreement: "where two sources differ that should agree; not there while none do",

  "wire-timeline": "the time axis of arrows; data-entries says how many",
  freeze: "stops the picture, never the capture",

  "export-{format}": "saves the run as a file",
  "open-trace": "opens a recorded run",
  "trace-notice": "says that a recorded run is shown",
  "close-trace": "goes back to this page's own run",
  "trace-refusal": "why a file was not opened",
} as const;
