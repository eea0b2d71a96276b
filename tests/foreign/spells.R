# Reads the tables for statnet as R does, and counts edges, kinds, and those in force at a moment: onset <= moment < terminus.
for (file in commandArgs(trailingOnly = TRUE)) {
  spells <- read.csv(file, colClasses = c(kind = "character"))
  stopifnot(nrow(spells) == 0 || is.numeric(spells$onset), nrow(spells) == 0 || is.numeric(spells$terminus), all(spells$onset < spells$terminus))
  edges <- spells[!duplicated(spells$edge.id), ]
  vertices <- read.csv(sub("edge-spells", "vertices", file), quote = "\"")
  stopifnot(all(c(spells$tail, spells$head) %in% vertices$vertex.id))
  kinds <- table(as.character(edges$kind))
  pairs <- if (length(kinds)) paste0("\"", names(kinds), "\":", kinds, collapse = ",") else ""
  cat(sprintf("{\"nodes\":%d,\"edges\":%d,\"kinds\":{%s}}\n", nrow(vertices), nrow(edges), pairs))
}
