using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Host.Pages;

/// <summary>Where somebody lands after signing in: what their rights open, in the order of the navigation.</summary>
[Authorize(Policy = HostRights.OwnAccount)]
internal sealed class IndexModel(ModuleCatalog catalog, IAuthorizationService authorization, IOrganization organization, CurrentActor actor, TimeProvider clock) : PageModel
{
    public IReadOnlyList<StartEntry> Entries { get; private set; } = [];

    public string FirstName => User.Identity?.Name?.Split(' ')[0] ?? "";

    public string TimeOfDay { get; private set; } = "day";

    public async Task OnGet(CancellationToken stopping)
    {
        var entries = new List<StartEntry>();
        foreach (var entry in Navigation.Entries(catalog))
        {
            if ((await authorization.AuthorizeAsync(User, entry.Right)).Succeeded)
            {
                entries.Add(new StartEntry(entry.Text, entry.Path, catalog.Rights.Single(right => right.Name == entry.Right).Description));
            }
        }

        Entries = entries;
        TimeOfDay = await Greeting(stopping);
    }

    private async Task<string> Greeting(CancellationToken stopping)
    {
        var locations = (await organization.Profile(stopping)).Locations;
        var here = locations.FirstOrDefault(location => actor.Locations.Contains(location.Id)) ?? locations[0];
        return LocalTime.At(here, clock.GetUtcNow()).Hour switch
        {
            < 12 => "morning",
            < 17 => "afternoon",
            _ => "evening",
        };
    }
}

internal sealed record StartEntry(string Text, string Path, string What);
