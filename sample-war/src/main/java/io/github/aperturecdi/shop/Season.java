package io.github.aperturecdi.shop;

import io.github.aperturecdi.FlowLabelProvider;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** Every flow says whether there is a sale, so that policies can make room for orders then. */
@ApplicationScoped
public class Season implements FlowLabelProvider {

    @Override
    public Map<String, String> labels(String controlPoint) {
        return ConfigProvider.getConfig()
                .getOptionalValue("shop.season", String.class)
                .map(season -> Map.of("season", season))
                .orElse(Map.of());
    }
}
