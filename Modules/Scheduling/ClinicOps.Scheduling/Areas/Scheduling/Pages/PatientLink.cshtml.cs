using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Confirmation;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Links;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>
/// Where the link of a reminder leads. Nobody is signed in: the link is what entitles, to see when and where and to press one of three buttons. Looking changes
/// nothing, since machines look too. Whatever is wrong with a link, the answer is the same.
/// </summary>
[AllowAnonymous]
[EnableRateLimiting(PatientLinks.RateLimit)]
internal sealed class PatientLinkModel(AnswerByLink answer, KnowReader reader, IOrganization organization) : PageModel
{
    /// <summary>Null where the link is not good.</summary>
    public LinkedVisit? Visit { get; private set; }

    /// <summary>What the patient said; null before.</summary>
    public string? Said { get; private set; }

    /// <summary>In the language of the mail; of a link that is not good, whose it is is not known.</summary>
    public LinkWords Words { get; private set; } = LinkWords.English;

    public string Clinic { get; private set; } = "";

    public Location? Location { get; private set; }

    /// <summary>Of every location, for who has a link that says nothing any more.</summary>
    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public Task<IActionResult> OnGet([FromRoute] string? token, CancellationToken stopping) => Show(() => answer.Look(token, stopping), null, stopping);

    /// <param name="token">Of the address alone: what a form may name beside it is not asked for.</param>
    public Task<IActionResult> OnPost([FromRoute] string? token, string? outcome, CancellationToken stopping) => Show(() => answer.Run(token, outcome ?? "", stopping), outcome, stopping);

    private async Task<IActionResult> Show(Func<Task<LinkedVisit?>> ask, string? said, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        Visit = await ask();
        (Clinic, Locations) = (profile.Name, [.. profile.OpenLocations]);
        if (Visit is { } visit)
        {
            Location = profile.Find(visit.LocationId);
            Words = await reader.WordsFor(visit.PatientId, stopping);
        }

        Said = Visit is null ? null : said;
        Response.StatusCode = Visit is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        return Page();
    }
}
