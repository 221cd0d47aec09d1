using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Contracts;
using ClinicOps.Host.Security;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ClinicOps.Host.Tests.Access;

/// <summary>
/// Every endpoint of the running host, for every role and for nobody, with ids of the own location, of another, of a closed record, and of
/// nothing: no unexpected success. What is asked comes from the endpoint table; what is expected follows from the few rules below.
/// </summary>
public sealed partial class EndpointMatrixTests(TestCluster cluster, ITestOutputHelper output)
{
    private const string LeakingProbe = "/probe/leak";
    private const string ForgettingProbe = "/probe/open-to-all-roles";
    private const string WritingProbe = "/probe/write";

    /// <summary>They end the session they are asked in, or begin one: their own tests ask them.</summary>
    private static readonly string[] Apart = ["/sign-in", "/sign-in/code", "/sign-out"];

    /// <summary>Open to everybody.</summary>
    private static readonly string[] Open = ["/error/{code:int}", "/v/{token}", "/o/{token}", "/m/{token}", "/feeds/{token}"];

    /// <summary>What a patient's page shows is the patient's record: that of every location.</summary>
    private static readonly Thing[] OfEveryLocation = [Thing.Patient];

    /// <summary>What is the house's and no patient's: who holds the right holds it for all of them, so that there is none of another.</summary>
    private static readonly Thing[] OfTheHouse = [Thing.User, Thing.Location, Thing.PatientFile, Thing.ScheduleFile, Thing.FaxNumber];

    /// <summary>Asks why a closed record is to be opened: there for closed records alone, and shows nothing of one.</summary>
    private const string BreakGlass = "/break-glass/{patientId:guid}";

    /// <summary>They answer "nothing to say", whatever document is named.</summary>
    private static readonly string[] Silent = ["POST /documents/review/{documentId:guid}?handler=Hold", "POST /documents/review/{documentId:guid}?handler=LetGo"];

    private RunningHost? running;

    [Fact]
    public async Task No_endpoint_gives_a_role_what_is_not_its_own()
    {
        await using var host = await RunningHost.Start(cluster, map: MapProbes);
        running = host;
        var world = await AccessWorld.In(host);
        var (asked, problems) = await EndpointCells.Of(host);
        var clock = Stopwatch.StartNew();
        var (found, requests, shown) = (new List<string>(problems), 0, 0);
        var hidden = await world.HiddenRows();
        foreach (var role in (string?[])[null, .. Roles.All])
        {
            using var visitor = role is null ? host.Visitor() : await host.SignedIn(role);
            var token = RequestToken().Match(await visitor.Read(role is null ? "/sign-in" : "/")).Groups[1].Value;
            foreach (var what in asked.Where(what => !Apart.Contains(what.Route)))
            {
                foreach (var whose in Variants(what))
                {
                    requests++;
                    using var answer = await Send(visitor, what, world, whose, token);
                    var body = await answer.Content.ReadAsStringAsync();
                    shown += body.Contains(AccessWorld.OwnWord, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
                    var wrong = Wrong(what, role, whose, answer, body);
                    if (what.Method != "GET")
                    {
                        var before = hidden;
                        hidden = await world.HiddenRows();
                        wrong ??= before == hidden ? null : "changed a row out of sight";
                    }

                    if (wrong is not null)
                    {
                        found.Add(string.Create(CultureInfo.InvariantCulture, $"{role ?? "nobody"} {what} ({whose}): {(int)answer.StatusCode}, {wrong}"));
                    }
                }
            }
        }

        output.WriteLine($"{asked.Count} handlers, {requests} requests in {clock.Elapsed.TotalSeconds:F1} s; {shown} answers showed rows of the own location");
        var control = found.Where(line => line.Contains("/probe/", StringComparison.Ordinal)).ToList();
        Assert.True(found.Count == control.Count, string.Join('\n', found.Except(control)));

        // The controls: endpoints that do what none may, each found out.
        Assert.Contains(control, line => line.Contains(LeakingProbe, StringComparison.Ordinal) && line.Contains("shows", StringComparison.Ordinal));
        Assert.Contains(control, line => line.Contains(ForgettingProbe, StringComparison.Ordinal) && line.Contains("names", StringComparison.Ordinal));
        Assert.Contains(control, line => line.Contains(WritingProbe, StringComparison.Ordinal) && line.Contains("changed a row", StringComparison.Ordinal));
        Assert.True(shown > 30, $"Only {shown} answers showed rows of the own location: the world is not seen at all.");

        void MapProbes(WebApplication app)
        {
            app.MapGet(LeakingProbe, () => $"about {AccessWorld.ClosedWord}").RequireAuthorization(DocumentsRights.View);
            app.MapGet(ForgettingProbe + "/{id:guid}", (Guid id) => Results.Ok(id)).RequireAuthorization(DocumentsRights.View);
            app.MapPost(WritingProbe, async () =>
            {
                await running!.Sql("UPDATE intake.tasks SET detail = 'changed' WHERE title LIKE '%quartzother%'");
                return Results.NotFound();
            }).RequireAuthorization(DocumentsRights.View);
        }
    }

    /// <summary>A POST is not sent for the own row: it would do what it is there for, which its own tests look at.</summary>
    private static Whose[] Variants(Asked what) => what switch
    {
        { NamesIds: false } => [Whose.Missing],
        { PathThing: { } thing } when OfTheHouse.Contains(thing) => what.Method == "GET" ? [Whose.Own, Whose.Missing] : [Whose.Missing],
        { Method: "GET" } => [Whose.Own, Whose.Other, Whose.Closed, Whose.Missing],
        _ => [Whose.Other, Whose.Closed, Whose.Missing],
    };

    private static Task<HttpResponseMessage> Send(WebVisitor visitor, Asked what, AccessWorld world, Whose whose, string token) =>
        what.Method == "GET"
            ? visitor.Get(what.Address(world, whose))
            : visitor.Send(what.Address(world, whose), [.. what.Fields.Where(field => !field.InQuery).Select(field => (field.Name, field.Value(world, whose))), ("__RequestVerificationToken", token)]);

    /// <summary>The rules.</summary>
    /// <returns>What is wrong with the answer; null when it is as it must be.</returns>
    private static string? Wrong(Asked what, string? role, Whose whose, HttpResponseMessage answer, string body)
    {
        var (code, isHidden) = ((int)answer.StatusCode, IsHidden(what, whose));
        if (code >= 500)
        {
            return "an error";
        }

        if (body.Contains(AccessWorld.ClosedWord, StringComparison.OrdinalIgnoreCase))
        {
            return "shows a closed record";
        }

        if (body.Contains(AccessWorld.OtherWord, StringComparison.OrdinalIgnoreCase) && !(what.PathThing is { } thing && OfEveryLocation.Contains(thing)))
        {
            return "shows another location's row";
        }

        if (Open.Contains(what.Route))
        {
            return null;
        }

        if (role is null)
        {
            return code is 401 or 405 || (code == 302 && answer.Headers.Location!.ToString().Contains("/sign-in", StringComparison.Ordinal)) ? null : "nobody is signed in";
        }

        if (what.Policy is null || !RoleRights.RolesWith(what.Policy).Contains(role))
        {
            return code is 403 or 401 ? null : "the role does not hold the right";
        }

        if (what is { Route: BreakGlass, Method: "GET" })
        {
            return code == (whose == Whose.Closed ? 200 : 404) ? null : "it is there for closed records alone";
        }

        if (what is { Route: BreakGlass })
        {
            // Without a reason nothing is opened; there is nothing to end that is somebody else's.
            return code is 200 or 404 or 302 ? null : "it opens nothing";
        }

        if (isHidden)
        {
            return code is 404 or 403 or 400
                || (code == 302 && answer.Headers.Location!.ToString().Contains("/break-glass/", StringComparison.Ordinal))
                || (answer.StatusCode == HttpStatusCode.NoContent && Silent.Contains(what.ToString()))
                ? null
                : "it names what is out of sight";
        }

        return what.Method != "GET" || whose != Whose.Own || code is 200 or 204 or 302 ? null : "it is the user's own";
    }

    /// <summary>An id in the path is what the address is about: out of sight, the address is not there.</summary>
    private static bool IsHidden(Asked what, Whose whose) => what.PathThing is { } thing && whose switch
    {
        Whose.Own => false,
        Whose.Other => !OfEveryLocation.Contains(thing),
        _ => true,
    };

    [GeneratedRegex("""<meta name="request-token" content="([^"]*)">""")]
    private static partial Regex RequestToken();
}
