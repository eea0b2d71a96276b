# Reads GraphML with R's igraph and prints a line of JSON-like counts for each file: nodes, edges, then kinds.
suppressMessages(library(igraph))
for (file in commandArgs(trailingOnly = TRUE)) {
  graph <- read_graph(file, format = "graphml")
  kinds <- table(as.character(edge_attr(graph, "kind")))
  pairs <- if (length(kinds)) paste0("\"", names(kinds), "\":", kinds, collapse = ",") else ""
  cat(sprintf("{\"nodes\":%d,\"edges\":%d,\"kinds\":{%s}}\n", vcount(graph), ecount(graph), pairs))
}
