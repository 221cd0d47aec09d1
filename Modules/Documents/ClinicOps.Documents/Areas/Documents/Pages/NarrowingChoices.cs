using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>A list as it is narrowed now.</summary>
/// <param name="ViewName">What its own view is called in an address.</param>
/// <param name="Whole">The address of the view, not narrowed.</param>
internal sealed record NarrowedList(string Address, string ViewName, string View, Narrowing By, string Whole);

/// <summary>What a list may be narrowed to, for the fields above it.</summary>
/// <param name="Labels">Those that are offered.</param>
/// <param name="Owners">Colleagues who review where the user works; the user is offered besides.</param>
/// <param name="Locations">Those where the user works.</param>
internal sealed record NarrowingChoices(NarrowedList List, IReadOnlyList<Label> Labels, IReadOnlyList<Colleague> Owners, IReadOnlyList<Location> Locations)
{
    public static readonly NarrowingChoices None = new(new NarrowedList("", "", "", Narrowing.None, ""), [], [], []);

    /// <summary>The user whom "Me" means; null where nobody is signed in.</summary>
    public Guid? Me { get; init; }
}
