package io.github.aperturecdi.shop;

import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowControlStatus;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

/** The shop's page: what it is, what to try, and what has been decided so far. */
@Path("/")
@RequestScoped
public class HomeResource {

    private static final String PAGE =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>The shop of Aperture CDI</title>
              <style>
                body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
                pre { background: #f4f4f4; padding: .7rem 1rem; overflow-x: auto; }
                td { padding: .1rem 1.5rem .1rem 0; }
                td + td { text-align: right; font-variant-numeric: tabular-nums; }
              </style>
            </head>
            <body>
              <h1>The shop of Aperture CDI</h1>
              <p>A sample application. An Aperture agent decides which of its calls run. Each limit is one annotation
              in the code and one policy file in <code>META-INF/aperture</code>.</p>

              <h2>Decided so far</h2>
              <table>
                <tr><td>Agent</td><td>%s</td></tr>
                <tr><td>Connected</td><td>%s</td></tr>
                <tr><td>Admitted</td><td>%d</td></tr>
                <tr><td>Rejected</td><td>%d</td></tr>
                <tr><td>Without a decision</td><td>%d</td></tr>
                <tr><td>Would be rejected, in shadow mode</td><td>%d</td></tr>
                <tr><td>Running now</td><td>%d</td></tr>
              </table>
              <p><a href="">Load again</a>, or read <a href="operations/status">the status</a> and
              <a href="health">the health checks</a> as JSON.</p>

              <h2>Try it</h2>
              <p><a href="products?q=tea">Search for tea</a>. Load that page six times: the sixth search within ten
              seconds is answered <code>429</code> with a <code>Retry-After</code>. From a terminal:</p>
              <pre>curl -i -H 'X-Customer: bob' '%8$sproducts?q=tea'</pre>
              <p>Place three orders at once. The checkout takes two. The third waits a second for a place and
              is answered <code>503</code>:</p>
              <pre>for i in 1 2 3; do curl -s -o /dev/null -w '%%{http_code}\\n' \\
              -H 'Content-Type: text/plain' -d teapot %8$sorders &amp; done; wait</pre>
              <p>Gold customers go first when the checkout is full, and wait up to five seconds. Alice comes last and
              gets a place; the guest before her gets <code>503</code>:</p>
              <pre>for c in guest guest guest alice; do curl -s -o /dev/null -w "$c %%{http_code}\\n" -H "X-Customer: $c" \\
              -H 'Content-Type: text/plain' -d teapot %8$sorders &amp; sleep 0.1; done; wait</pre>
              <p>Recommendations are ramped up. At first half of the customers get them, Carol among them and Frank not.
              Two minutes after the start everyone does:</p>
              <pre>for c in carol frank; do curl -s -w '\\n' -H "X-Customer: $c" %8$srecommendations; done</pre>
              <p>The README has the rest.</p>
            </body>
            </html>
            """;

    @Inject private FlowControl flows;

    /**
     * Shows the page.
     *
     * @param uri where the shop is, as its caller sees it
     * @return the page
     */
    @GET
    @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
    public String page(@Context UriInfo uri) {
        FlowControlStatus status = flows.status();
        return PAGE.formatted(
                status.agent(),
                status.connected() ? "yes" : "no",
                status.admitted(),
                status.rejected(),
                status.unreachable(),
                status.shadowRefusals(),
                status.activeFlows(),
                uri.getBaseUri());
    }
}
