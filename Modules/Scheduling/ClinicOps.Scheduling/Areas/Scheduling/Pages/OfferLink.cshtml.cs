using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Links;
using ClinicOps.Scheduling.Waitlist;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>
/// Where the link of an offered time leads. Nobody is signed in: the link is what entitles, to see when, where and until when, and to press one of two buttons. Looking
/// changes nothing, since machines look too. Whatever is wrong with a link, the answer is the same; only of one that came too late it says so.
/// </summary>
[AllowAnonymous]
[EnableRateLimiting(PatientLinks.RateLimit)]
internal sealed class OfferLinkModel(AnswerOfferByLink answer, KnowReader reader, IOrganization organization) : PageModel
{
    public LinkedOffer Shown { get; private set; } = new LinkedOffer.NotGood();

    /// <summary>In the language of the mail; of a link that is not good, whose it is is not known.</summary>
    public LinkWords Words { get; private set; } = LinkWords.English;

    public string Clinic { get; private set; } = "";

    /// <summary>Where the time is; null where nothing is shown of it.</summary>
    public Location? Location { get; private set; }

    /// <summary>Of every location, for who has a link that says nothing any more.</summary>
    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public Task<IActionResult> OnGet([FromRoute] string? token, CancellationToken stopping) => Show(answer.Look(token, stopping), stopping);

    /// <param name="token">Of the address alone: what a form may name beside it is not asked for.</param>
    public Task<IActionResult> OnPost([FromRoute] string? token, string? outcome, CancellationToken stopping) => Show(answer.Run(token, outcome ?? "", stopping), stopping);

    private async Task<IActionResult> Show(Task<LinkedOffer> asked, CancellationToken stopping)
    {
        Shown = await asked;
        var profile = await organization.Profile(stopping);
        (Clinic, Locations) = (profile.Name, [.. profile.OpenLocations]);
        Response.StatusCode = StatusCodes.Status404NotFound;
        if (Shown is LinkedOffer.Known known)
        {
            Location = profile.Find(known.Offer.LocationId);
            Words = await reader.WordsFor(known.PatientId, stopping);
            Response.StatusCode = StatusCodes.Status200OK;
        }

        return Page();
    }
}
