namespace DemoClinic.Pages;

/// <summary>Letter paper: pages of HTML under one style sheet.</summary>
internal static class Sheet
{
    private const string Style = """
        @page { size: 8.5in 11in; margin: 0 }
        * { box-sizing: border-box }
        body { margin: 0; color: #000 }
        .page { position: relative; width: 8.5in; height: 11in; padding: .75in .8in .5in; overflow: hidden; page-break-after: always; font: 11.5pt/1.42 "Liberation Sans" }
        .page.serif { font-family: "Liberation Serif"; font-size: 12.5pt }
        .page.mono { font-family: "Liberation Mono"; font-size: 10.5pt }
        .page.wide { font-family: "DejaVu Sans"; font-size: 10.5pt }
        .page.book { font-family: "DejaVu Serif"; font-size: 10.5pt }
        .machine { padding: .3in .5in 0; font: bold 10pt "Liberation Mono"; white-space: pre }
        h1 { font-size: 17pt; margin: 0 0 .12in; text-align: center; letter-spacing: .02em }
        h2 { font-size: 12.5pt; margin: .16in 0 .05in; border-bottom: 1px solid #000 }
        p { margin: .07in 0 }
        .head { margin-bottom: .2in }
        .head b { font-size: 15pt }
        .center { text-align: center }
        .rule { border-bottom: 2px solid #000; padding-bottom: .08in }
        table { border-collapse: collapse; width: 100%; margin: .08in 0 }
        td, th { text-align: left; vertical-align: top; padding: .035in .12in .035in 0 }
        .lined td, .lined th { border: 1px solid #000; padding: .05in .1in }
        .narrow { width: auto }
        .narrow td:first-child { padding-right: .3in; font-weight: bold }
        .two { columns: 2; column-gap: .5in }
        .box { border: 1.5px solid #000; padding: .1in .15in; margin: .12in 0 }
        .small { font-size: 9pt }
        .pre { white-space: pre }
        .foot { margin-top: .25in }
        .bottom { position: absolute; bottom: .55in; left: .8in; font-size: 10pt }
        """;

    public static string Of(IEnumerable<string> pages) =>
        $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>fax</title><style>{Style}</style></head><body>{string.Concat(pages)}</body></html>";

    public static string Page(string style, string content) => $"<section class=\"page {style}\">{content}</section>";

    /// <summary>Pages with nothing but the line that the sending machine prints at the top.</summary>
    public static string MachineLines(string line, int pages) =>
        Of(Enumerable.Range(1, pages).Select(page =>
            $"<section class=\"page\" style=\"padding:0\"><div class=\"machine\">{line.Replace("%p", $"{page:D2}", StringComparison.Ordinal).Replace("%n", $"{pages:D2}", StringComparison.Ordinal)}</div></section>"));
}
