// Reads Cytoscape JSON with Cytoscape.js, without drawing, and prints a line of JSON for each file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(process.env.FOREIGN + "/");
const cytoscape = require("cytoscape");

for (const { file, sample, columns } of JSON.parse(readFileSync(0, "utf8"))) {
  const { elements } = JSON.parse(readFileSync(file, "utf8"));
  const graph = cytoscape({ headless: true, elements });
  const kinds = {};
  graph.edges().forEach((edge) => (kinds[edge.data("interaction")] = (kinds[edge.data("interaction")] ?? 0) + 1));
  const values = Object.fromEntries(
    sample.map((id) => [id, Object.fromEntries(columns.map((name) => [name, graph.getElementById(id).data(name)]))]),
  );
  console.log(JSON.stringify({ nodes: graph.nodes().length, edges: graph.edges().length, kinds, values }));
}
