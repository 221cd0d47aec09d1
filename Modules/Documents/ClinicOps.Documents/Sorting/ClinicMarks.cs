using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Matching;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;

namespace ClinicOps.Documents.Sorting;

/// <summary>
/// By what a paper shows that it is meant for this clinic, taken from its own profile: names, addresses, telephone and fax numbers, and its
/// providers with their NPIs. Errs on the side of ours: a paper for a patient who is new here must not be sent back.
/// </summary>
internal sealed partial record ClinicMarks(
    IReadOnlyList<string[]> Names, IReadOnlyList<string[]> Places, IReadOnlyList<string[]> People, IReadOnlyList<string> LastNames, IReadOnlySet<string> Numbers, bool KnowsProviders)
{
    /// <summary>Words that clinics have in common: "Two Rivers Specialty Care" is known by "Two Rivers".</summary>
    private static readonly HashSet<string> Common =
        ["the", "of", "and", "at", "clinic", "clinics", "medical", "medicine", "family", "internal", "specialty", "specialists", "center", "centre", "care", "group", "health", "practice", "associates", "llc", "pllc", "pc", "inc", "office", "offices", "location"];

    public static ClinicMarks Of(OrganizationProfile profile, IReadOnlyList<ProviderSummary> providers, IReadOnlyList<Colleague> colleagues)
    {
        var people = providers.Select(provider => provider.Name).Concat(colleagues.Select(colleague => colleague.Name))
            .Select(name => WrittenNames.Parse(NameWithoutTitle(name))).OfType<WrittenName>().ToList();
        return new(
            [.. new[] { profile.Name }.Concat(profile.Letterhead.Take(1)).Select(Own).Where(words => words.Length > 0)],
            [.. profile.Locations.SelectMany(location => new[] { Own(location.Name), Street(location.Address) }).Where(words => words.Length > 0)],
            [.. people.Select(name => new[] { NameKeys.Key(name.First), NameKeys.Key(name.Last) })],
            [.. people.Select(name => NameKeys.Key(name.Last)).Distinct()],
            profile.Locations.SelectMany(location => new[] { NameKeys.Phone(location.Phone), NameKeys.Phone(location.Fax) }).Concat(providers.Select(provider => provider.Npi ?? "")).Where(number => number.Length == 10).ToHashSet(),
            providers.Count > 0);
    }

    /// <summary>Whether the row, wherever it stands, names the clinic, one of its people, a street it is in, or a number of it.</summary>
    public bool StandIn(PageRow row) =>
        Names.Any(name => AllIn(name, row)) || People.Any(name => AllIn(name, row)) || Places.Any(place => place.Length > 1 && AllIn(place, row))
        || TenDigits().Matches(row.Text).Any(number => Numbers.Contains(NameKeys.Phone(number.Value)));

    /// <summary>Whether who is addressed by these words may be one of us: the last name of anybody here is enough, and so is what a location is called.</summary>
    public bool MayBeCalled(PageRow addressed) =>
        Places.Any(place => AllIn(place, addressed)) || LastNames.Any(last => addressed.Words.Any(word => Phrases.Alike(NameKeys.Key(word.Text), last)));

    private static bool AllIn(string[] name, PageRow row) => Array.TrueForAll(name, part => row.Words.Any(word => Phrases.Alike(word.Key, part)));

    private static string[] Own(string name) => Keys(name) is var all && all.Where(word => !Common.Contains(word)).ToArray() is { Length: > 0 } own ? own : all;

    /// <summary>"12 Harbor Street, Portland" is known by "12 Harbor".</summary>
    private static string[] Street(string address) => Keys(address.Split(',')[0]) is { Length: > 1 } words && words[0].All(char.IsAsciiDigit) ? words[..2] : [];

    private static string NameWithoutTitle(string name) =>
        string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !WrittenNames.IsCredential(word.Trim(',', '.')) && NameKeys.Key(word) is not ("dr" or "doctor"))).TrimEnd(',', ' ');

    private static string[] Keys(string name) =>
        [.. new string([.. name.Normalize(NormalizationForm.FormC).ToLower(CultureInfo.InvariantCulture).Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    [GeneratedRegex(@"(?<![0-9])(\+?1[\s.-]*)?\(?[0-9]{3}\)?[\s.-]*[0-9]{3}[\s.-]*[0-9]{4}(?![0-9])")]
    private static partial Regex TenDigits();
}

/// <summary>Reads them as they are at this moment.</summary>
internal sealed class ReadClinicMarks(IOrganization organization, IVisits visits)
{
    public async Task<ClinicMarks> Run(CancellationToken stopping) =>
        ClinicMarks.Of(await organization.Profile(stopping), await visits.Providers(stopping), await organization.Colleagues(stopping));
}
