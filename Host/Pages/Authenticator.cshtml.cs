using System.Security.Cryptography;
using System.Text;
using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using QRCoder;

namespace ClinicOps.Host.Pages;

/// <summary>Sets up an authenticator app. Nothing is stored until a code of the new key was typed: until then the page carries it, sealed.</summary>
[Authorize(Policy = HostRights.OwnAccount)]
internal sealed class AuthenticatorModel(
    HostDb db,
    SignInManager<User> signIn,
    SecondStepMethods methods,
    Sessions sessions,
    IOrganization organization,
    IDataProtectionProvider protection,
    CurrentActor actor,
    AuditTrail audit,
    TimeProvider clock) : PageModel
{
    private static readonly TimeSpan KeyLives = TimeSpan.FromMinutes(20);

    private readonly ITimeLimitedDataProtector seal = protection.CreateProtector("clinicops.authenticator-key").ToTimeLimitedDataProtector();

    public string Key { get; private set; } = "";

    public string SealedKey { get; private set; } = "";

    /// <summary>Modules of the code with their quiet zone, a side.</summary>
    public int QrSize { get; private set; }

    /// <summary>Its dark modules as an SVG path.</summary>
    public string QrPath { get; private set; } = "";

    /// <summary>Shown once the app is set up.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    public Task OnGet(CancellationToken stopping) => Show(Totp.NewKey(), stopping);

    public async Task<IActionResult> OnPost(string? sealedKey, string? code, string? password, CancellationToken stopping)
    {
        var me = await db.Users.SingleAsync(user => user.Id == actor.UserId, stopping);
        if (Unseal(sealedKey ?? "", me.Id) is not { } key)
        {
            ModelState.AddModelError("", "This page was open too long. Scan the new code.");
            await Show(Totp.NewKey(), stopping);
            return Page();
        }

        if (!(await signIn.CheckPasswordSignInAsync(me, password ?? "", lockoutOnFailure: true)).Succeeded)
        {
            ModelState.AddModelError("", "This is not your password. Nothing was changed.");
            await Show(key, stopping);
            return Page();
        }

        if (!await methods.UseAuthenticator(me, key, code ?? "", clock.GetUtcNow()))
        {
            ModelState.AddModelError("", "The app shows another code. Type the one it shows now; its clock must be right.");
            await Show(key, stopping);
            return Page();
        }

        RecoveryCodes = await methods.NewRecoveryCodes(me);
        await sessions.KeepOnly(HttpContext, me, stopping);
        await audit.Record(db, new AuditEntry("user.authenticator-added", "user", me.Id), stopping);
        return Page();
    }

    private async Task Show(string key, CancellationToken stopping)
    {
        var me = await db.Users.AsNoTracking().SingleAsync(user => user.Id == actor.UserId, stopping);
        Key = key;
        SealedKey = seal.Protect($"{me.Id}|{key}", KeyLives);
        using var code = QRCodeGenerator.GenerateQrCode(Totp.Uri("ClinicOps " + (await organization.Profile(stopping)).Name, me.UserName!, key), QRCodeGenerator.ECCLevel.M);
        QrSize = code.ModuleMatrix.Count;
        var path = new StringBuilder();
        for (var row = 0; row < QrSize; row++)
        {
            for (var column = 0; column < QrSize; column++)
            {
                if (code.ModuleMatrix[row][column])
                {
                    path.Append(System.Globalization.CultureInfo.InvariantCulture, $"M{column} {row}h1v1h-1z");
                }
            }
        }

        QrPath = path.ToString();
    }

    private string? Unseal(string text, Guid user)
    {
        try
        {
            return seal.Unprotect(text).Split('|') is [var owner, var key] && owner == user.ToString() ? key : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
