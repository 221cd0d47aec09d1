using System.Globalization;
using System.Net;
using System.Text;

namespace Evaluate;

/// <summary>What went wrong, file by file, each with the piece of the page that it is about and what was read there marked on it.</summary>
internal static class HtmlReport
{
    private static readonly string[] Gravest = ["WRONG PATIENT", "cut", "missing", "type", "patient", "not filed", "order missed", "order that is none", "field of an order", "field of a document", "place"];

    /// <param name="pages">Folder of the pages as they were read, NAME.NUMBER.png, below the folder of the report.</param>
    public static void Write(string path, Score score, string table, string pages)
    {
        var html = new StringBuilder();
        html.Append(
            """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>What went wrong</title><style>
            body{font:15px/1.45 sans-serif;margin:2rem;max-width:75rem;color:#1b1b1b}pre{overflow:auto;background:#f4f4f4;padding:1rem}
            section{border-top:1px solid #bbb;padding:1rem 0}h2{margin:0 0 .2rem;font-size:1.1rem}.grave{color:#a40000;font-weight:bold}
            .crop{position:relative;overflow:hidden;border:1px solid #999;margin:.5rem 0;width:60rem;max-width:100%;aspect-ratio:1.9}.crop.whole{aspect-ratio:auto}
            .crop img{width:100%;display:block}.mark{position:absolute;border:2px solid #d97900;background:#ffb84033}.mark span{position:absolute;left:0;bottom:100%;font-size:11px;background:#fff;white-space:nowrap}
            .note{color:#555}</style><h1>What went wrong</h1>
            """);
        html.Append("<pre>").Append(Text(table)).Append("</pre>");
        foreach (var what in score.Problems.CountBy(p => p.What).OrderBy(c => Array.IndexOf(Gravest, c.Key)))
        {
            html.Append(CultureInfo.InvariantCulture, $"<p><a href=\"#{Text(what.Key.Replace(' ', '-'))}\">{what.Value} × {Text(what.Key)}</a></p>");
        }

        foreach (var group in score.Problems.GroupBy(p => p.What).OrderBy(g => Array.IndexOf(Gravest, g.Key)))
        {
            html.Append(CultureInfo.InvariantCulture, $"<h1 id=\"{Text(group.Key.Replace(' ', '-'))}\">{Text(group.Key)}</h1>");
            foreach (var problem in group)
            {
                Add(html, problem, pages);
            }
        }

        File.WriteAllText(path, html.Append("</html>\n").ToString());
    }

    private static void Add(StringBuilder html, Problem problem, string pages)
    {
        var documents = problem.File.Documents.Where(d => d.Pages.Any(problem.Pages.Contains)).ToList();
        html.Append(CultureInfo.InvariantCulture, $"<section><h2>{Text(problem.File.File)}, page {string.Join(", ", problem.Pages)}</h2>");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"{(problem.What == "WRONG PATIENT" ? "grave" : "")}\">{Text(problem.Words)}</p>");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{Text(problem.File.Level)}, {Text(problem.File.Degradation?.Form ?? "")}; {Text(string.Join("; ", documents.Select(d => $"{d.Layout}: {d.Note ?? d.Scenario}")))}</p>");

        // A wrong cut is about the heads of its pages; everything else begins on the first.
        foreach (var page in problem.What == "cut" ? problem.Pages : problem.Pages.Take(1))
        {
            Crop(html, problem, page, pages);
        }

        html.Append("</section>\n");
    }

    private static void Crop(StringBuilder html, Problem problem, int page, string pages)
    {
        var whole = problem.What.StartsWith("order", StringComparison.Ordinal) || problem.What is "field of an order" or "field of a document" or "place";
        var source = string.Create(CultureInfo.InvariantCulture, $"{pages}/{Uri.EscapeDataString($"{problem.File.File}.{page}.png")}");
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"crop{(whole ? " whole" : "")}\"><div style=\"position:relative\"><img loading=\"lazy\" alt=\"page {page}\" src=\"{Text(source)}\">");
        IEnumerable<FoundPlace> places = whole ? (problem.Document?.Orders ?? []).SelectMany(o => o.Values ?? []).Concat(problem.Document?.Fields ?? []) : problem.Document?.Places ?? [];
        foreach (var place in places.Where(p => p.Page == page))
        {
            if (place.Box is [var left, var top, var width, var height])
            {
                html.Append(CultureInfo.InvariantCulture, $"<div class=\"mark\" style=\"left:{100 * left:0.##}%;top:{100 * top:0.##}%;width:{100 * width:0.##}%;height:{100 * height:0.##}%\"><span>{Text(place.Name)}</span></div>");
            }
        }

        html.Append("</div></div>");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
