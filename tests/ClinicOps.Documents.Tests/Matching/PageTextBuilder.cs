using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Tests.Matching;

/// <summary>Lays lines of text out as a page of words with boxes: 1700 x 2200 pixels, 200 dpi, monospaced.</summary>
internal sealed class PageTextBuilder(int number = 1)
{
    private const int CharWidth = 14;
    private const int WordHeight = 22;
    private const int LineStep = 36;

    private readonly List<Word> words = [];
    private int line;
    private int y = 180;
    private float confidence = 95;

    /// <summary>One page of the given lines; two spaces and more part cells of a row.</summary>
    public static PageText Page(int number, params string[] lines) => new PageTextBuilder(number).Lines(lines).Build();

    public static PageText Page(params string[] lines) => Page(1, lines);

    public PageTextBuilder Confidence(float value)
    {
        confidence = value;
        return this;
    }

    public PageTextBuilder Lines(params string[] lines)
    {
        foreach (var text in lines)
        {
            Line(text);
        }

        return this;
    }

    /// <summary>A line of words at the left margin; columns stand where they stand in the text.</summary>
    public PageTextBuilder Line(string text, int? top = null)
    {
        var at = top ?? y;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == ' ')
            {
                i++;
                continue;
            }

            var end = text.IndexOf(' ', i) is >= 0 and var space ? space : text.Length;
            var word = text[i..end];
            words.Add(new(word, new Box(100 + (i * CharWidth), at, word.Length * CharWidth, WordHeight), confidence, 0, line));
            i = end;
        }

        line++;
        y = top is null ? y + LineStep : y;
        return this;
    }

    public PageText Build() => new(number, 1700, 2200, 200, words, words.Count == 0 ? 0 : words.Average(w => w.Confidence), 0.02, "ocr");
}
