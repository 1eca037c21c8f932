package io.github.aperturecdi.shop;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;

/** What is for sale. Searching it is expensive, so each customer may do it so often. */
@ApplicationScoped
public class Catalog {

    private static final List<String> PRODUCTS =
            List.of("espresso machine", "coffee grinder", "milk jug", "teapot", "tea strainer");

    /**
     * Finds products.
     *
     * @param customer who searches
     * @param tier what the customer has paid for
     * @param pages how many pages to search, which is what the search costs
     * @param text what to look for
     * @return the products whose names hold the text
     */
    @ApertureControlled("catalog-search")
    public List<String> search(
            @FlowLabel("customer") String customer,
            @FlowLabel("tier") Customer.Tier tier,
            @FlowLabel("pages") int pages,
            String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return PRODUCTS.stream().filter(product -> product.contains(wanted)).toList();
    }
}
