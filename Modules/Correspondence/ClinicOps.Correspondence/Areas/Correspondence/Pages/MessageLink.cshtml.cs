using ClinicOps.Correspondence.Conversations.Links;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>
/// Where the link of a mail leads that says only that a message waits. Nobody is signed in: the link, and two things of the record that a form asks for, are what entitles. Looking changes
/// nothing, since machines look too. Whatever is wrong with a link, the answer is the same; only of one that is locked it says so.
/// </summary>
[AllowAnonymous]
[EnableRateLimiting(PatientLinks.RateLimit)]
internal sealed class MessageLinkModel(AtTheLink link, IOrganization organization) : PageModel
{
    public LinkedMessage Shown { get; private set; } = new LinkedMessage.NotGood();

    /// <summary>In the language of the mail; of a link that is not good, whose it is is not known.</summary>
    public MessageLinkWords Words { get; private set; } = MessageLinkWords.English;

    public string Clinic { get; private set; } = "";

    public Location? Location { get; private set; }

    /// <summary>Of every location, for who has a link that says nothing any more.</summary>
    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>The answer that was typed and is not sent yet.</summary>
    public string Typed { get; private set; } = "";

    public Task<IActionResult> OnGet([FromRoute] string? token, CancellationToken stopping) => Show(link.Act(at => at.Look(token, stopping)), stopping);

    /// <param name="token">Of the address alone: what a form may name beside it is not asked for.</param>
    /// <param name="pass">Of the form that sends an answer; the other one has none.</param>
    public Task<IActionResult> OnPost([FromRoute] string? token, [FromForm] string? born, [FromForm] string? digits, [FromForm] string? pass, [FromForm] string? words, CancellationToken stopping)
    {
        Typed = words ?? "";
        return Show(link.Act(at => pass is null ? at.Prove(token, born, digits, stopping) : at.Answer(token, pass, words, stopping)), stopping);
    }

    private async Task<IActionResult> Show(Task<LinkedMessage> asked, CancellationToken stopping)
    {
        Shown = await asked;
        var profile = await organization.Profile(stopping);
        (Clinic, Locations) = (profile.Name, [.. profile.OpenLocations]);
        if (Shown.Where is { } place)
        {
            Location = profile.Find(place.LocationId);
            Words = place.IsSpanish ? MessageLinkWords.Spanish : MessageLinkWords.English;
        }

        Response.StatusCode = Shown is LinkedMessage.NotGood ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        return Page();
    }
}
