//! The colours of code can be read on the paper of code, in the light and in the dark: 4.5 at least, as WCAG 2 AA asks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

const TOKENS: &str = include_str!("../styles/tokens.css");
const CODE: &str = include_str!("../styles/code.css");

/// The light and the dark colour of a token, as relative luminance.
fn luminances(token: &str) -> [f64; 2] {
    let start = TOKENS.find(&format!("--{token}: light-dark(")).unwrap_or_else(|| panic!("no colour --{token}"));
    let values = TOKENS[start..].split("oklch(").skip(1).take(2).map(|value| {
        let numbers =
            value.split(')').next().unwrap().split(' ').map(|number| number.trim_end_matches('%').parse().unwrap());
        luminance(&numbers.collect::<Vec<f64>>())
    });
    values.collect::<Vec<f64>>().try_into().unwrap()
}

/// Of a colour in OKLCH: <https://www.w3.org/TR/css-color-4/#color-conversion-code>.
fn luminance(oklch: &[f64]) -> f64 {
    let (lightness, chroma, hue) = (oklch[0] / 100.0, oklch[1], oklch[2].to_radians());
    let (a, b) = (chroma * hue.cos(), chroma * hue.sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    let red = 4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s;
    let green = -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s;
    let blue = -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s;
    0.2126 * red.clamp(0.0, 1.0) + 0.7152 * green.clamp(0.0, 1.0) + 0.0722 * blue.clamp(0.0, 1.0)
}

fn contrast(one: f64, two: f64) -> f64 {
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

#[test]
fn every_colour_of_code_can_be_read() {
    assert!((luminance(&[100.0, 0.0, 0.0]) - 1.0).abs() < 0.001 && contrast(1.0, 0.0) > 20.9);
    let paper = luminances("code");
    let used = CODE.split(" { color: var(--").skip(1).map(|rule| rule.split(')').next().unwrap());
    let mut count = 0;
    for token in used {
        for (colour, paper) in luminances(token).into_iter().zip(paper) {
            let contrast = contrast(colour, paper);
            assert!(contrast >= 4.5, "--{token} on --code has a contrast of {contrast:.2}");
        }
        count += 1;
    }
    assert_eq!(count, 10);
}
