using System.Globalization;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>Pages as the viewer draws them, with the regions that values were read from.</summary>
internal sealed record ViewerPages(IReadOnlyList<ViewerPage> Pages)
{
    /// <summary>The document's own pages first, the cover sheets it came with behind them.</summary>
    /// <param name="found">Boxes of what was sought, by page number.</param>
    /// <param name="of">The document's transmission, where covers of another one may be among them.</param>
    public static async Task<ViewerPages> Load(
        IQueryable<ReceivedPage> pages, IReadOnlyList<Place> places, CancellationToken stopping, IReadOnlyDictionary<int, IReadOnlyList<Box>>? found = null, Guid? of = null)
    {
        // The words of a page are large, and nothing here shows them.
        var stored = await pages.AsNoTracking()
            .OrderBy(page => page.IsCover).ThenBy(page => page.Position).ThenBy(page => page.Number)
            .Select(page => new { page.Id, page.Number, page.NumberThere, page.TransmissionId, page.Width, page.Height, page.ImageHash, page.State, page.Problem, page.IsCover, page.MeanConfidence, page.UncoveredInk, page.BadLines })
            .ToListAsync(stopping);
        var covers = CoverSheets.Numbers(stored.Where(page => page.IsCover).Select(page => (page.TransmissionId, page.Number)), of ?? Guid.Empty);
        return new ViewerPages(
        [
            .. from page in stored
               let isOfAnother = page.IsCover && of is not null && page.TransmissionId != of
               let number = isOfAnother ? covers[(page.TransmissionId, page.Number)] : page.NumberThere ?? page.Number
               select new ViewerPage(
                   page.Id,
                   number,
                   page.ImageHash is null ? 0 : page.Width,
                   page.Height,
                   page.IsCover,
                   page.State == PageState.Failed ? $"This page could not be read: {Wording.Because(page.Problem ?? PageProblem.Corrupt)}."
                       : page.ImageHash is null ? "This page is still being prepared." : null,
                   PageQuality.Of(page.State, page.MeanConfidence, page.UncoveredInk, page.BadLines),
                   Region.On(number, places),
                   found?.GetValueOrDefault(number) ?? [],
                   isOfAnother || page.NumberThere is not null ? new PageOrigin(page.TransmissionId, page.Number) : null),
        ]);
    }

    /// <summary>The buttons that change pages; null where the user does not.</summary>
    public PageTools? Tools { get; set; }

    /// <summary>Of the transmissions that pages were joined from, what to call them.</summary>
    public IReadOnlyDictionary<Guid, string> Origins { get; set; } = new Dictionary<Guid, string>();

    /// <summary>Words that were sought, on all pages.</summary>
    public int FoundWords => Pages.Sum(page => page.Found.Count);

    /// <summary>Null for a place on a page that is not shown here.</summary>
    public ViewerPage? Of(Place? place) => place is null ? null : Pages.FirstOrDefault(page => page.Number == place.Page && page.HasImage);
}

/// <param name="Number">In the transmission, from 1; of a page that was joined to it, behind those; of a cover of another, 0 and less: what places refer to.</param>
/// <param name="Width">Pixels of the normalised image, in which the regions are given; 0 where there is no image.</param>
/// <param name="Problem">Why there is no image or text, in plain words; null when there is.</param>
/// <param name="Quality">How well it was read; null until it is.</param>
/// <param name="Found">Boxes of words that were sought.</param>
/// <param name="Origin">Where a page came in that a person joined to the document, or the cover that came with it; null for all others.</param>
internal sealed record ViewerPage(
    Guid Id, int Number, int Width, int Height, bool IsCover, string? Problem, PageQuality? Quality, IReadOnlyList<Region> Regions, IReadOnlyList<Box> Found, PageOrigin? Origin)
{
    public bool HasImage => Width > 0;
}

/// <param name="Number">In that transmission, from 1.</param>
internal sealed record PageOrigin(Guid TransmissionId, int Number);

/// <summary>How well a page was read, in words.</summary>
/// <param name="IsPoor">Somebody looks at the image rather than at what was read.</param>
internal sealed record PageQuality(string Words, bool IsPoor)
{
    /// <summary>Mean confidence (0 to 100) below which a page counts as badly read.</summary>
    private const float Sure = 70;

    /// <summary>Share (0 to 1) of the ink without a word from which on a page counts as badly read: a signature or a stamp is less.</summary>
    private const double Unread = 0.2;

    /// <param name="badLines">Damaged lines of the fax; null where it was none.</param>
    public static PageQuality? Of(string state, float? confidence, double? uncovered, int? badLines)
    {
        if (state != PageState.Read || confidence is not { } sure)
        {
            return null;
        }

        var unread = uncovered ?? 0;
        List<string> words = [sure == 0 ? "no word was read" : string.Create(CultureInfo.InvariantCulture, $"read {sure:0} % surely")];
        if (unread >= Unread)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{unread * 100:0} % of the ink is no word that was read"));
        }

        if (badLines > 0)
        {
            words.Add(badLines == 1 ? "1 damaged line" : $"{badLines} damaged lines");
        }

        return new(string.Join(", ", words), (sure > 0 && sure < Sure) || unread >= Unread || badLines > 0);
    }
}

/// <summary>A place on a page under a name of its own, so that every value read from the same place lights the same region.</summary>
internal sealed record Region(string Key, Box Box)
{
    public static string KeyOf(Place place) =>
        string.Create(CultureInfo.InvariantCulture, $"{place.Page}-{place.Box.X}-{place.Box.Y}-{place.Box.Width}-{place.Box.Height}");

    public static IReadOnlyList<Region> On(int page, IEnumerable<Place> places) =>
        [.. places.Where(place => place.Page == page).DistinctBy(KeyOf).Select(place => new Region(KeyOf(place), place.Box))];
}
