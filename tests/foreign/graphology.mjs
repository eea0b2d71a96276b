// Reads GEXF files as Gephi Lite and sigma do, and prints a line of JSON for each: counts, kinds, and attributes of the edges asked for.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(process.env.FOREIGN + "/");
const Graph = require("graphology");
const gexf = require("graphology-gexf");

for (const { file, sample, columns } of JSON.parse(readFileSync(0, "utf8"))) {
  const graph = gexf.parse(Graph, readFileSync(file, "utf8"), { allowUndeclaredAttributes: true });
  const kinds = {};
  graph.forEachEdge((edge, { kind }) => (kinds[kind] = (kinds[kind] ?? 0) + 1));
  const values = Object.fromEntries(
    sample.map((edge) => [edge, Object.fromEntries(columns.map((name) => [name, graph.getEdgeAttribute(edge, name)]))]),
  );
  console.log(JSON.stringify({ nodes: graph.order, edges: graph.size, kinds, values }));
}
