# Reads Pajek files with R's network, which knows relations and times: an edge is in force on the days of its spells.
suppressMessages(library(network))
for (file in commandArgs(trailingOnly = TRUE)) {
  if (readLines(file, 1) == "*Vertices 0") {  # It cannot read a network of nothing.
    cat("{\"nodes\":0,\"edges\":0}\n")
    next
  }
  found <- read.paj(file)
  networks <- if (inherits(found, "network.series")) found$networks else if (is.network(found)) list(found) else found$networks
  counts <- sapply(networks, network.edgecount)
  cat(sprintf("{\"nodes\":%d,\"edges\":%d}\n", network.size(networks[[1]]), sum(counts)))
}
