import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws the plots of docs/performance.md from the results of measurements: {@code java
 * benchmarks/Plots.java} in the root of the repository. A plot that the page does not show, or whose
 * results are absent, is not drawn.
 *
 * <p>A result file is a CSV file of JMH, or one with the header {@code variant,threads,metric,value}.
 * Lines that begin with {@code #} say where and when it was measured; the plot shows them.
 */
class Plots {

    /** One number of a result file. */
    record Result(String variant, String metric, double value) {}

    /** The numbers of a result file, and where they come from. */
    record Results(String origin, List<Result> all) {

        /** The values of one metric by variant, in the order of the file. */
        Map<String, Double> of(String metric) {
            Map<String, Double> values = new LinkedHashMap<>();
            for (Result result : all) {
                if (result.metric().equals(metric)) {
                    values.put(result.variant(), result.value());
                }
            }
            return values;
        }
    }

    private static final Path RESULTS = Path.of("benchmarks", "results");
    private static final Path IMAGES = Path.of("docs", "images");
    private static final Path PAGE = Path.of("docs", "performance.md");

    /** Both are legible on a light and on a dark page. */
    private static final String TEXT = "#7d8590";

    private static final String OTHER = "#8b949e";
    private static final String OURS = "#2f81f7";

    private static final int WIDTH = 640;

    public static void main(String[] args) throws IOException {
        Files.createDirectories(IMAGES);
        String page = Files.readString(PAGE);
        List<Path> files;
        try (var found = Files.list(RESULTS)) {
            files = found.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
        }
        for (Path file : files) {
            Results results = read(file);
            String name = file.getFileName().toString().replace(".csv", "");
            if (name.equals("growth")) {
                write(name, growth(results));
                continue;
            }
            for (String metric : results.all().stream().map(Result::metric).distinct().toList()) {
                String plot = name + "-" + slug(metric);
                if (page.contains("images/" + plot + ".svg")) {
                    write(plot, bars(name, metric, results));
                }
            }
        }
    }

    private static String slug(String metric) {
        return metric.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "");
    }

    private static void write(String name, String svg) throws IOException {
        Path file = IMAGES.resolve(name + ".svg");
        Files.writeString(file, svg);
        System.out.println(file);
    }

    static Results read(Path file) throws IOException {
        StringBuilder origin = new StringBuilder();
        List<Result> all = new ArrayList<>();
        List<String> header = null;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("#")) {
                origin.append(line.substring(1).strip()).append(' ');
            } else if (!line.isBlank() && header == null) {
                header = List.of(line.replace("\"", "").split(","));
            } else if (!line.isBlank()) {
                Result result =
                        header.get(0).equals("Benchmark")
                                ? ofJmh(header, line.replace("\"", "").split(",", -1))
                                : ofLoad(line.split(",", -1));
                if (result != null) {
                    all.add(result);
                }
            }
        }
        return new Results(origin.toString().strip(), all);
    }

    private static Result ofLoad(String[] cells) {
        String threads =
                cells[1].isBlank() ? "" : ", " + cells[1] + (cells[1].equals("1") ? " thread" : " threads");
        return new Result(cells[0] + threads, cells[2], Double.parseDouble(cells[3]));
    }

    /** The time and the allocation of a benchmark; null for what profilers report beside. */
    private static Result ofJmh(List<String> header, String[] cells) {
        String[] benchmark = cells[0].split(":");
        String metric =
                benchmark.length == 1
                        ? cells[header.indexOf("Unit")]
                        : benchmark[1].replaceAll("[^a-z.]", "").equals("gc.alloc.rate.norm")
                                ? "B/op"
                                : null;
        String variant = benchmark[0].substring(benchmark[0].lastIndexOf('.') + 1);
        for (int i = 0; i < header.size(); i++) {
            if (header.get(i).startsWith("Param: ")) {
                variant = cells[i];
            }
        }
        return metric == null
                ? null
                : new Result(
                        variant, metric, Double.parseDouble(cells[header.indexOf("Score")]));
    }

    private static boolean isOurs(String variant) {
        return variant.matches("(controlled|flow)\\b.*|.* with\\b.*");
    }

    /** A bar for each variant. */
    static String bars(String name, String metric, Results results) {
        Map<String, Double> values = results.of(metric);
        double most = values.values().stream().mapToDouble(v -> v).max().orElse(1);
        int height = 70 + 26 * values.size();
        StringBuilder svg = begin(height, name + ": " + metric);
        int y = 44;
        for (Map.Entry<String, Double> bar : values.entrySet()) {
            double width = Math.max(1, (WIDTH - 290) * bar.getValue() / most);
            text(svg, 190, y + 13, "end", bar.getKey());
            svg.append(
                    "<rect x=\"200\" y=\"%d\" width=\"%.1f\" height=\"18\" rx=\"2\" fill=\"%s\"/>\n"
                            .formatted(y, width, isOurs(bar.getKey()) ? OURS : OTHER));
            text(svg, (int) (208 + width), y + 13, "start", number(bar.getValue()));
            y += 26;
        }
        return end(svg, height, results.origin());
    }

    private static String number(double value) {
        return value >= 100 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }

    /** A line for each dimension; both axes are logarithmic. */
    static String growth(Results results) {
        Map<String, Map<Double, Double>> lines = new LinkedHashMap<>();
        results.of("ns/op")
                .forEach(
                        (size, nanos) -> {
                            String[] parts = size.split(":");
                            lines.computeIfAbsent(parts[0], d -> new LinkedHashMap<>())
                                    .put(Double.parseDouble(parts[1]), nanos);
                        });
        int height = 360;
        double top = 1;
        for (Map<Double, Double> line : lines.values()) {
            for (double nanos : line.values()) {
                top = Math.max(top, Math.ceil(Math.log10(nanos)));
            }
        }
        StringBuilder svg = begin(height, "growth: ns for a flow");
        for (int exponent = 2; exponent <= top; exponent++) {
            int y = y(exponent, top);
            svg.append(
                    "<path d=\"M70 %d H500\" stroke=\"%s\" stroke-opacity=\"0.3\"/>\n"
                            .formatted(y, TEXT));
            text(svg, 62, y + 4, "end", number(Math.pow(10, exponent)));
        }
        for (int exponent = 0; exponent <= 6; exponent++) {
            text(svg, x(exponent), 312, "middle", number(Math.pow(10, exponent)));
        }
        String[] colours = {"#2f81f7", "#3fb950", "#d29922", "#f85149", "#a371f7", "#8b949e"};
        int i = 0;
        for (Map.Entry<String, Map<Double, Double>> line : lines.entrySet()) {
            String colour = colours[i % colours.length];
            StringBuilder path = new StringBuilder();
            for (Map.Entry<Double, Double> point : line.getValue().entrySet()) {
                path.append(path.isEmpty() ? "M" : "L")
                        .append(x(Math.log10(point.getKey())))
                        .append(' ')
                        .append(y(Math.log10(point.getValue()), top))
                        .append(' ');
            }
            svg.append(
                    "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n"
                            .formatted(path.toString().strip(), colour));
            svg.append(
                    "<rect x=\"512\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>\n"
                            .formatted(50 + 22 * i, colour));
            text(svg, 528, 59 + 22 * i, "start", line.getKey());
            i++;
        }
        return end(svg, height, results.origin());
    }

    private static int x(double exponent) {
        return (int) Math.round(70 + 70 * exponent);
    }

    private static int y(double exponent, double top) {
        return (int) Math.round(296 - (exponent - 2) * 250 / Math.max(1, top - 2));
    }

    private static StringBuilder begin(int height, String title) {
        StringBuilder svg =
                new StringBuilder(
                        """
                        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" \
                        font-family="sans-serif" font-size="12" role="img">
                        <title>%s</title>
                        """
                                .formatted(WIDTH, height, WIDTH, escaped(title)));
        text(svg, 10, 22, "start", title);
        return svg;
    }

    private static String end(StringBuilder svg, int height, String origin) {
        text(svg, 10, height - 10, "start", origin);
        return svg.append("</svg>\n").toString();
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
        svg.append(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n"
                        .formatted(x, y, anchor, TEXT, escaped(text)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
