using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Templates;
using QuestPDF.Drawing;
using QuestPDF.Fluent;
using QuestPDF.Infrastructure;

namespace ClinicOps.Correspondence.Rendering.QuestPdf;

/// <summary>The blocks as QuestPDF's elements, in the measures of <see cref="LetterHtml"/>: the same paper, the same window, the same sizes.</summary>
internal sealed class LetterDocument(LetterContent letter, IReadOnlyList<string> serif, IReadOnlyList<string> sans) : IDocument
{
    private const float Em = 11;

    /// <summary>A block that is kept together must fit on a page: a longer one is broken.</summary>
    private const int MostKeptTogether = 1000;

    private readonly TextStyle text = Style(serif, Em, 1.175f);
    private readonly TextStyle bold = Style(serif, Em, 1.175f).Bold();
    private readonly TextStyle addressLine = Style(serif, Em, 1.045f);
    private readonly TextStyle headName = Style(sans, 15, 1.13f).Bold();
    private readonly TextStyle headLine = Style(sans, 9.5f, 1.13f);

    public DocumentMetadata GetMetadata() => new() { Title = letter.Title, Creator = "ClinicOps" };

    public void Compose(IDocumentContainer container) => container.Page(page =>
    {
        page.Size(8.5f, 11, Unit.Inch);
        page.MarginTop(0.6f, Unit.Inch);
        page.MarginBottom(0.8f, Unit.Inch);
        page.MarginHorizontal(1, Unit.Inch);
        page.Content().Column(column =>
        {
            var top = letter.Blocks.TakeWhile(block => block is LetterBlock.Letterhead or LetterBlock.AddressBlock or LetterBlock.DateLine).ToList();
            if (top.Count > 0)
            {
                AddTop(column.Item(), top);
            }

            foreach (var block in letter.Blocks.Skip(top.Count))
            {
                Add(column, block);
            }
        });
    });

    /// <summary>The address lies over the rest, at its place whatever stands above it.</summary>
    private void AddTop(IContainer container, List<LetterBlock> top) =>
        container.MinHeight(top.Any(block => block is LetterBlock.AddressBlock) ? 2.85f : 0.9f, Unit.Inch).Layers(layers =>
        {
            layers.PrimaryLayer().Column(column => top.Where(block => block is not LetterBlock.AddressBlock).ToList().ForEach(block => Add(column, block)));
            foreach (var address in top.OfType<LetterBlock.AddressBlock>())
            {
                AddLines(layers.Layer().PaddingTop(1.5875f, Unit.Inch).Unconstrained().Width(3.6f, Unit.Inch), MergeLetter.LinesOf(address), addressLine);
            }
        });

    private void Add(ColumnDescriptor column, LetterBlock block)
    {
        switch (block)
        {
            case LetterBlock.Letterhead head:
                column.Item().PaddingBottom(9).BorderBottom(1).PaddingBottom(4).Column(lines =>
                {
                    Write(lines.Item(), head.Name, headName);
                    AddLines(lines.Item(), head.Lines, headLine);
                });
                break;
            case LetterBlock.AddressBlock address:
                AddLines(column.Item(), MergeLetter.LinesOf(address), addressLine);
                break;
            case LetterBlock.DateLine date:
                Write(column.Item().PaddingBottom(0.7f * Em), date.Text, text);
                break;
            case LetterBlock.Paragraph paragraph:
                foreach (var part in MergeLetter.PartsOf(paragraph))
                {
                    Write(column.Item().PaddingBottom(0.7f * Em), part, text);
                }

                break;
            case LetterBlock.ItemList list:
                column.Item().PaddingBottom(0.5f * Em).Column(items =>
                {
                    foreach (var item in list.Items)
                    {
                        items.Item().PaddingBottom(0.2f * Em).Row(row =>
                        {
                            Write(row.ConstantItem(1.4f * Em).PaddingLeft(0.5f * Em), "•", text);
                            Write(row.RelativeItem(), item, text);
                        });
                    }
                });
                break;
            case LetterBlock.Table table:
                AddTable(column.Item().PaddingBottom(0.9f * Em), table);
                break;
            case LetterBlock.Signature signature:
                Together(column.Item().PaddingTop(1.2f * Em), signature.Texts).Column(lines =>
                {
                    Write(lines.Item(), signature.Closing, text);
                    Write(lines.Item().PaddingTop(0.55f, Unit.Inch), signature.Name, text);
                    Write(lines.Item(), signature.Role, text);
                });
                break;
            case LetterBlock.PageBreak:
                column.Item().PageBreak();
                break;
            default:
                throw new InvalidOperationException($"A {block.GetType().Name} cannot be drawn.");
        }
    }

    private void AddTable(IContainer container, LetterBlock.Table table)
    {
        var count = Math.Max(table.Headings.Count, table.Rows.Select(row => row.Count).DefaultIfEmpty().Max());
        if (count == 0)
        {
            return;
        }

        var hasRowHeadings = table.Headings.Count == 0;
        container.Table(drawn =>
        {
            drawn.ColumnsDefinition(columns =>
            {
                for (var column = 0; column < count; column++)
                {
                    columns.RelativeColumn(!hasRowHeadings || count == 1 ? 1 : column == 0 ? 28 : 72f / (count - 1));
                }
            });
            if (!hasRowHeadings)
            {
                drawn.Header(header =>
                {
                    foreach (var heading in table.Headings)
                    {
                        Write(InCell(header.Cell()), heading, bold);
                    }
                });
            }

            for (var row = 0; row < table.Rows.Count; row++)
            {
                for (var column = 0; column < table.Rows[row].Count; column++)
                {
                    Write(
                        Together(InCell(drawn.Cell().Row((uint)row + 1).Column((uint)column + 1)), table.Rows[row]),
                        table.Rows[row][column],
                        hasRowHeadings && column == 0 ? bold : text);
                }
            }
        });
    }

    private static IContainer InCell(IContainer cell) => cell.Border(0.5f).BorderColor("#666666").PaddingVertical(3).PaddingHorizontal(6);

    private static IContainer Together(IContainer container, IEnumerable<string> texts) => texts.Sum(part => part.Length) <= MostKeptTogether ? container.ShowEntire() : container;

    private static void AddLines(IContainer container, IEnumerable<string> lines, TextStyle style) => container.Column(column =>
    {
        foreach (var line in lines)
        {
            Write(column.Item(), line, style);
        }
    });

    private static void Write(IContainer container, string words, TextStyle style) => container.Text(OneSpaceAtMost(words)).Style(style);

    /// <summary>As a browser does: spaces and tabs in a row are one, and none stands at the end of a line.</summary>
    private static string OneSpaceAtMost(string words) =>
        string.Join('\n', DrawnText.Of(words).Split('\n').Select(line => string.Join(' ', line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))));

    /// <summary>The first of the families that has a character draws it.</summary>
    private static TextStyle Style(IReadOnlyList<string> families, float size, float lineHeight)
    {
        TextStyle? style = null;
        foreach (var family in families.Reverse())
        {
            var one = TextStyle.Default.FontFamily(family).FontSize(size).LineHeight(lineHeight);
            style = style is null ? one : one.Fallback(style);
        }

        return style ?? TextStyle.Default;
    }
}
