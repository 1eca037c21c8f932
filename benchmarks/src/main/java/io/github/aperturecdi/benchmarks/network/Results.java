package io.github.aperturecdi.benchmarks.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The measurements of alternating rounds. Each figure is the median of its rounds. */
final class Results {

    /** A row of the table. */
    record Row(String variant, int threads) {}

    private final Map<Row, Map<String, List<Double>>> rows = new LinkedHashMap<>();

    /** Adds the measurements of a round, and returns them. */
    Map<String, Double> add(Row row, String measured) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String pair : measured.split(" ")) {
            String[] parts = pair.split("=");
            values.put(parts[0], Double.valueOf(parts[1]));
        }
        values.forEach((metric, value) -> add(row, metric, value));
        return values;
    }

    void add(Row row, String metric, double value) {
        rows.computeIfAbsent(row, r -> new LinkedHashMap<>())
                .computeIfAbsent(metric, m -> new ArrayList<>())
                .add(value);
    }

    double median(Row row, String metric) {
        List<Double> values = rows.get(row).get(metric).stream().sorted().toList();
        return values.get(values.size() / 2);
    }

    /** A table in Markdown. */
    String table() {
        List<String> metrics =
                rows.values().stream().flatMap(row -> row.keySet().stream()).distinct().toList();
        StringBuilder table = new StringBuilder("| | threads | " + String.join(" | ", metrics));
        table.append(" |\n|---|---").append("|---".repeat(metrics.size())).append("|\n");
        for (Row row : rows.keySet()) {
            table.append("| ").append(row.variant()).append(" | ").append(row.threads());
            for (String metric : metrics) {
                table.append(" | ");
                if (rows.get(row).containsKey(metric)) {
                    table.append(text(median(row, metric)));
                }
            }
            table.append(" |\n");
        }
        return table.toString();
    }

    private static String text(double value) {
        return value < 100 ? "%.2f".formatted(value) : "%.0f".formatted(value);
    }

    /**
     * Writes where and when, and the figures with the header {@code variant,threads,metric,value}.
     */
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        String lines =
                rows.keySet().stream()
                        .flatMap(
                                row ->
                                        rows.get(row).keySet().stream()
                                                .map(
                                                        metric ->
                                                                "%s,%d,%s,%s\n"
                                                                        .formatted(
                                                                                row.variant(),
                                                                                row.threads(),
                                                                                metric,
                                                                                median(
                                                                                        row,
                                                                                        metric))))
                        .collect(Collectors.joining());
        Files.writeString(
                file,
                "# JDK %s, %d cores, %s\nvariant,threads,metric,value\n%s"
                        .formatted(
                                System.getProperty("java.version"),
                                Runtime.getRuntime().availableProcessors(),
                                LocalDate.now(),
                                lines));
    }
}
