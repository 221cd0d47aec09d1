using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Host.Pages;

/// <summary>Today: where somebody lands after signing in, made of what each module says waits for a user of their rights.</summary>
[Authorize(Policy = HostRights.OwnAccount)]
internal sealed class IndexModel(PanelBoard board, IAuthorizationService authorization, IOrganization organization, CurrentActor actor, TimeProvider clock) : PageModel
{
    public IReadOnlyList<LoadedPanel> Panels { get; private set; } = [];

    public string FirstName => User.Identity?.Name?.Split(' ')[0] ?? "";

    public string TimeOfDay { get; private set; } = "day";

    public DateTimeOffset Day { get; private set; }

    public async Task OnGet(CancellationToken stopping)
    {
        var locations = (await organization.Profile(stopping)).Locations;
        Day = LocalTime.At(locations.FirstOrDefault(location => actor.SeesLocation(location.Id)) ?? locations[0], clock.GetUtcNow());
        TimeOfDay = Day.Hour switch
        {
            < 12 => "morning",
            < 17 => "afternoon",
            _ => "evening",
        };
        Panels = await board.Load(PanelPages.Today, actor.UserId!.Value, async right => (await authorization.AuthorizeAsync(User, right)).Succeeded, stopping);
    }
}
