package io.github.aperturecdi.shop;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What is for sale. Searching it is expensive, so each customer may do it so often. */
@ShopService
public class Catalog {

    private static final List<String> PRODUCTS =
            List.of("espresso machine", "coffee grinder", "milk jug", "teapot", "tea strainer");

    private final AtomicInteger described = new AtomicInteger();

    /**
     * Finds products.
     *
     * @param customer who searches; the policies want the name and the tier
     * @param pages how many pages to search, which is what the search costs
     * @param text what to look for
     * @return the products whose names hold the text
     */
    @ApertureControlled("catalog-search")
    public List<String> search(
            @FlowLabel(value = "customer", property = "name")
                    @FlowLabel(value = "tier", property = "tier")
                    Customer customer,
            @FlowLabel("pages") int pages,
            String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return PRODUCTS.stream().filter(product -> product.contains(wanted)).toList();
    }

    /**
     * Asks the warehouse for a product. Only the configuration and a policy speak of it, by the
     * control point that the stereotype gives it.
     *
     * @param product the product's name
     * @return how many are there
     */
    public int stock(String product) {
        return PRODUCTS.contains(product) ? 7 : 0;
    }

    /**
     * Describes a product. The agent keeps the description for a minute, so that this seldom runs.
     * A limit for it is being tried out: its mode is shadow in the configuration, so no call is
     * refused yet.
     *
     * @param product the product's name
     * @return the description
     */
    @ApertureControlled("product-details")
    @ApertureCached(ttl = "1m")
    public String details(String product) {
        return product + ", described for the " + described.incrementAndGet() + ". time";
    }
}
