using System.Globalization;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>Pages as the viewer draws them, with the regions that values were read from.</summary>
internal sealed record ViewerPages(IReadOnlyList<ViewerPage> Pages)
{
    /// <summary>The document's own pages first, its transmission's cover sheets behind them.</summary>
    /// <param name="found">Boxes of what was sought, by page number.</param>
    public static async Task<ViewerPages> Load(
        IQueryable<ReceivedPage> pages, IReadOnlyList<Place> places, CancellationToken stopping, IReadOnlyDictionary<int, IReadOnlyList<Box>>? found = null)
    {
        // The words of a page are large, and nothing here shows them.
        var stored = await pages.AsNoTracking()
            .OrderBy(page => page.IsCover).ThenBy(page => page.Position).ThenBy(page => page.Number)
            .Select(page => new { page.Id, page.Number, page.Width, page.Height, page.ImageHash, page.State, page.Problem, page.IsCover })
            .ToListAsync(stopping);
        return new ViewerPages(
        [
            .. stored.Select(page => new ViewerPage(
                page.Id,
                page.Number,
                page.ImageHash is null ? 0 : page.Width,
                page.Height,
                page.IsCover,
                page.State == PageState.Failed ? $"This page could not be read: {Wording.Because(page.Problem ?? PageProblem.Corrupt)}."
                    : page.ImageHash is null ? "This page is still being prepared." : null,
                Region.On(page.Number, places),
                found?.GetValueOrDefault(page.Number) ?? [])),
        ]);
    }

    /// <summary>The buttons that change pages; null where the user does not.</summary>
    public PageTools? Tools { get; set; }

    /// <summary>Words that were sought, on all pages.</summary>
    public int FoundWords => Pages.Sum(page => page.Found.Count);

    /// <summary>Null for a place on a page that is not shown here.</summary>
    public ViewerPage? Of(Place? place) => place is null ? null : Pages.FirstOrDefault(page => page.Number == place.Page && page.HasImage);
}

/// <param name="Number">In the transmission, from 1: what places refer to.</param>
/// <param name="Width">Pixels of the normalised image, in which the regions are given; 0 where there is no image.</param>
/// <param name="Problem">Why there is no image or text, in plain words; null when there is.</param>
/// <param name="Found">Boxes of words that were sought.</param>
internal sealed record ViewerPage(Guid Id, int Number, int Width, int Height, bool IsCover, string? Problem, IReadOnlyList<Region> Regions, IReadOnlyList<Box> Found)
{
    public bool HasImage => Width > 0;
}

/// <summary>A place on a page under a name of its own, so that every value read from the same place lights the same region.</summary>
internal sealed record Region(string Key, Box Box)
{
    public static string KeyOf(Place place) =>
        string.Create(CultureInfo.InvariantCulture, $"{place.Page}-{place.Box.X}-{place.Box.Y}-{place.Box.Width}-{place.Box.Height}");

    public static IReadOnlyList<Region> On(int page, IEnumerable<Place> places) =>
        [.. places.Where(place => place.Page == page).DistinctBy(KeyOf).Select(place => new Region(KeyOf(place), place.Box))];
}
